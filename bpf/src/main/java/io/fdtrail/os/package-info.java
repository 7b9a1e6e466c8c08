/**
 * What is asked of the operating system and is not about BPF: rights and the fence, processes, files, signals, clocks, libc.
 * A class has its natives itself, in a C file of its name.
 */
package io.fdtrail.os;
