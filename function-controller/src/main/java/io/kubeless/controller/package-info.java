/**
 * A controller that turns the resources of Kubeless into the objects that the Maven plugin would
 * deploy to target {@code kubernetes}. It renders them with the same code.
 */
@NullMarked
package io.kubeless.controller;

import org.jspecify.annotations.NullMarked;
