/** Events and contexts for the tests of a function. */
@NullMarked
package io.kubeless.testing;

import org.jspecify.annotations.NullMarked;
