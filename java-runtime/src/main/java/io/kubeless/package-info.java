/** The classes that functions with upstream's signature use. */
@NullMarked
package io.kubeless;

import org.jspecify.annotations.NullMarked;
