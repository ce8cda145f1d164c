/**
 * A page with which a developer sends events to a function on this machine, and sees its answers
 * and log lines. It is served on the loopback interface, by the process that has started the
 * function.
 */
@NullMarked
package io.kubeless.packaging.console;

import org.jspecify.annotations.NullMarked;
