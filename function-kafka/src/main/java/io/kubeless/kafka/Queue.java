package io.kubeless.kafka;

import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the members of a share group in one process have in common.
 *
 * @param paused whether no further event is started
 * @param working whether a member has worked for some time
 */
record Queue(
    KafkaSettings settings,
    ClientProperties properties,
    SourceContext context,
    QueueCalls calls,
    DeadLetters deadLetters,
    DeadLetterRetries deadLetterRetries,
    TriggerMetrics metrics,
    Drain drain,
    AtomicBoolean paused,
    AtomicBoolean working) {}
