//! Passes descriptors between threads: 4 that send and 4 that receive on one pair of sockets.
#![feature(unix_socket_ancillary_data)]
use std::fs::File;
use std::io::{IoSlice, IoSliceMut};
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::net::{AncillaryData, SocketAncillary, UnixDatagram};
use std::thread;

const MESSAGES: usize = 50;

fn send(socket: &UnixDatagram) {
    for _ in 0..MESSAGES {
        let file = File::open("/dev/zero").unwrap();
        let mut room = [0; 64];
        let mut ancillary = SocketAncillary::new(&mut room);
        assert!(ancillary.add_fds(&[file.as_raw_fd()]));
        socket.send_vectored_with_ancillary(&[IoSlice::new(b"x")], &mut ancillary).unwrap();
    }
}

fn receive(socket: &UnixDatagram) {
    for _ in 0..MESSAGES {
        let (mut data, mut room) = ([0; 1], [0; 64]);
        let mut ancillary = SocketAncillary::new(&mut room);
        socket.recv_vectored_with_ancillary(&mut [IoSliceMut::new(&mut data)], &mut ancillary).unwrap();
        for message in ancillary.messages() {
            if let Ok(AncillaryData::ScmRights(fds)) = message {
                fds.for_each(|fd| drop(unsafe { File::from_raw_fd(fd) }));
            }
        }
    }
}

fn main() {
    let (one, other) = UnixDatagram::pair().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| send(&one));
            scope.spawn(|| receive(&other));
        }
    });
}
