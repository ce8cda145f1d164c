package io.kubeless.packaging.discovery;

import java.util.Map;

/**
 * An annotation on a handler's class.
 *
 * @param type binary name of the annotation
 * @param values values of its elements: texts, numbers, annotations, and lists of these, without
 *     elements that are left at their default
 */
public record FoundAnnotation(String type, Map<String, Object> values) {}
