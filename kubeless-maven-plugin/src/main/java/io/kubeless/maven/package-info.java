/** The goals: they read Maven, call the packaging, and translate its problems once. */
@NullMarked
package io.kubeless.maven;

import org.jspecify.annotations.NullMarked;
