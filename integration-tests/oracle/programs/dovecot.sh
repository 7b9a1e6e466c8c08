# packages: dovecot-imapd python3
# A login process hands each connection to a mail process, and the master its services' sockets to all of them.
useradd --system vmail 2>/dev/null || true
mkdir -p /tmp/mail && chown vmail /tmp/mail
cat >/tmp/dovecot.conf <<CONFIGURATION
dovecot_config_version = $(dovecot --version | sed 's/[- ].*//')
dovecot_storage_version = $(dovecot --version | sed 's/[- ].*//')
base_dir = /run/dovecot
log_path = /tmp/log
protocols = imap
ssl = no
auth_allow_cleartext = yes
listen = 127.0.0.1
mail_driver = maildir
mail_path = /tmp/mail/%{user}
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 1
service imap-login {
  inet_listener imap {
    port = 20143
  }
}
passdb static {
  password = secret
}
userdb static {
  fields {
    home = /tmp/mail/%{user}
  }
}
CONFIGURATION
dovecot -F -c /tmp/dovecot.conf 2>/tmp/log &
python3 /tmp/programs/dovecot-client.py 10 || skip "$(tail -n 1 /tmp/log)"
doveadm -c /tmp/dovecot.conf stop
wait
