/**
 * From YAML, build file, annotations and the command line to a function; every value knows its
 * origin.
 */
@NullMarked
package io.kubeless.packaging.config;

import org.jspecify.annotations.NullMarked;
