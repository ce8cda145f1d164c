/**
 * The process in a function's image. It reads its settings, loads the handler, serves requests and
 * drains.
 */
@NullMarked
package io.kubeless.runtime;

import org.jspecify.annotations.NullMarked;
