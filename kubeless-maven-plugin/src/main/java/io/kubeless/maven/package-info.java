/**
 * The goals. They read Maven's model, call the packaging, and convert its problems in one place.
 */
@NullMarked
package io.kubeless.maven;

import org.jspecify.annotations.NullMarked;
