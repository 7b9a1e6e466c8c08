# packages: rustc
# Threads that send and receive on one datagram socket.
RUSTC_BOOTSTRAP=1 rustc -o /tmp/program /tmp/programs/rust-program.rs
/tmp/program
