package io.kubeless.kafka;

/**
 * The state of a partition at one moment.
 *
 * @param kept number of records that are kept, including settled ones
 * @param unsettled number of records that are not settled
 * @param bytes number of bytes of these records
 * @param oldestNanos when the oldest of them was received, as {@link System#nanoTime}; 0 if there
 *     is none
 * @param stopped whether no further record is processed because of a failure
 */
record PartitionState(int kept, int unsettled, long bytes, long oldestNanos, boolean stopped) {}
