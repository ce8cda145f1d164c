/** What a function is, once its configuration has been read. Values check themselves. */
@NullMarked
package io.kubeless.packaging.model;

import org.jspecify.annotations.NullMarked;
