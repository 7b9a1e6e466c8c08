# packages: rustc
# builds: RUSTC_BOOTSTRAP=1 rustc -o /usr/local/bin/oracle-rust /tmp/programs/rust-program.rs
# Threads that send and receive on one datagram socket.
/usr/local/bin/oracle-rust
