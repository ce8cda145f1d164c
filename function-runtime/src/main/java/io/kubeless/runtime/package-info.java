/** The process in a function's image: reads its settings, loads the handler, serves and drains. */
@NullMarked
package io.kubeless.runtime;

import org.jspecify.annotations.NullMarked;
