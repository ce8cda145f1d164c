/**
 * A function that is developed: files are watched, requests wait for the code that they expect, and
 * processes replace each other without losing a request.
 */
@NullMarked
package io.kubeless.packaging.dev;

import org.jspecify.annotations.NullMarked;
