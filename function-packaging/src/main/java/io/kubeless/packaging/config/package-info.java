/**
 * Creates functions from YAML, the build file, annotations and the command line. Every value has
 * its origin.
 */
@NullMarked
package io.kubeless.packaging.config;

import org.jspecify.annotations.NullMarked;
