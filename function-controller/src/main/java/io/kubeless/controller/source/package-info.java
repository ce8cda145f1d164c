/**
 * Renders Functions whose pods do not start this project's runtime from an image: those with an
 * image of somebody else, and those with source. Pure functions without I/O and clock.
 */
@NullMarked
package io.kubeless.controller.source;

import org.jspecify.annotations.NullMarked;
