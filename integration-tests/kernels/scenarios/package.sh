# The package, unpacked and configured as dpkg does it, and its demo.
dpkg-deb -x /modules/fdtrail.deb / && dpkg-deb -e /modules/fdtrail.deb control && sh control/postinst configure || exit
/usr/bin/fdtrail --version >version || exit
/usr/bin/fdtrail demo --backend "$1" >demo 2>errors || exit
ls /usr/lib/fdtrail/lib >files
getent group fdtrail >group
