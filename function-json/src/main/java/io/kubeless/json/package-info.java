/** JSON for typed events and returns. */
@NullMarked
package io.kubeless.json;

import org.jspecify.annotations.NullMarked;
