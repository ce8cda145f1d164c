package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;

/**
 * A function with what else its configuration says.
 *
 * @param function the function
 * @param fragments what is merged into its objects
 * @param effective every value that holds, with its origin
 */
public record ConfiguredFunction(Function function, Fragments fragments, Mapping effective) {}
