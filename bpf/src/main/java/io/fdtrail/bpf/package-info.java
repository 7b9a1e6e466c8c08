/**
 * The Java interface of the kernel side. {@link io.fdtrail.bpf.Probe} loads and attaches the BPF
 * programs, {@link io.fdtrail.bpf.Ring} hands out their records.
 */
package io.fdtrail.bpf;
