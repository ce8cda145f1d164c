/** JSON for typed events and return values. */
@NullMarked
package io.kubeless.json;

import org.jspecify.annotations.NullMarked;
