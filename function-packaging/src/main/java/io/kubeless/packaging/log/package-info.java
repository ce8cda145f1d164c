/** The log lines of functions, for people and for programs. */
@NullMarked
package io.kubeless.packaging.log;

import org.jspecify.annotations.NullMarked;
