package io.kubeless.kafka;

/**
 * The state of a partition at one moment.
 *
 * @param committable the offset to commit
 * @param metadata the text to commit with it
 * @param kept number of records that are kept, including settled ones
 * @param unsettled number of records that are not settled
 * @param bytes number of bytes of these records
 * @param oldestNanos when the oldest of them was received, as {@link System#nanoTime}; 0 if there
 *     is none
 * @param running number of records that are being processed
 * @param stopped whether no further record is processed because of a failure
 */
record PartitionState(
    long committable,
    String metadata,
    int kept,
    int unsettled,
    long bytes,
    long oldestNanos,
    int running,
    boolean stopped) {}
