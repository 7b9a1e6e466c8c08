# A kernel that protects its own memory from root (booted with lockdown=confidentiality).
. /scenarios/lib.sh
cp /sys/kernel/security/lockdown mode
keep trace fdtrail -d 1
keep doctor fdtrail doctor
