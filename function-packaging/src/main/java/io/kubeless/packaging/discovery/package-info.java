/** From class files to handlers, the types of their events and answers, and their annotations. */
@NullMarked
package io.kubeless.packaging.discovery;

import org.jspecify.annotations.NullMarked;
