/**
 * Turns the source of a Java function into what the runtime starts, in the init containers of its
 * pod.
 */
@NullMarked
package io.kubeless.java;

import org.jspecify.annotations.NullMarked;
