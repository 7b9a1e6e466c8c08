/**
 * Calls to the operating system that have nothing to do with BPF: rights and the fence, processes,
 * files, signals, clocks, libc. Each class declares its own natives, which are in a C file of the
 * same name.
 */
package io.fdtrail.os;
