/**
 * Kills the processes of a function while they handle events, and verifies afterwards what has
 * become of each event.
 *
 * <p>The processes write a ledger that does not depend on what is tested. It has one file for each
 * process, whose lines are {@code start ID ATTEMPT TIME} and {@code done ID TIME}, with the time in
 * microseconds since 1970, each appended with one write. An event is a text of the form {@code ID
 * KEY NUMBER}, in which numbers increase for each key. Any program that reads its settings from the
 * variables of {@link io.kubeless.storm.Member} and writes this ledger can be tested.
 */
@NullMarked
package io.kubeless.storm;

import org.jspecify.annotations.NullMarked;
