package io.kubeless.packaging.discovery;

import java.util.Map;

/**
 * An annotation on a handler's class.
 *
 * @param type binary name of the annotation
 * @param values what its elements say: texts, numbers, annotations, and lists of these; elements at
 *     their default are absent
 */
public record FoundAnnotation(String type, Map<String, Object> values) {}
