/**
 * Triggers of functions: HTTPTrigger, CronJobTrigger, KafkaTrigger, NATSTrigger, and the list
 * {@code triggers} of a Function.
 *
 * <p>{@link io.kubeless.controller.trigger.TriggerObjects} renders the objects of one trigger, and
 * {@link io.kubeless.controller.trigger.FunctionTriggers} what the function itself gets of its
 * triggers. Both are pure, and use the renderers of the plugin. {@link
 * io.kubeless.controller.trigger.TriggerReconciler} applies the objects and writes the status.
 */
@NullMarked
package io.kubeless.controller.trigger;

import org.jspecify.annotations.NullMarked;
