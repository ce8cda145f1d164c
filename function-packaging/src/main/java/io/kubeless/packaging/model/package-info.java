/** The model of a function after its configuration was read. Its values are immutable. */
@NullMarked
package io.kubeless.packaging.model;

import org.jspecify.annotations.NullMarked;
