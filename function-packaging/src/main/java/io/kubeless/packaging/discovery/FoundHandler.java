package io.kubeless.packaging.discovery;

import io.kubeless.packaging.model.HandlerClass;
import java.util.List;

/**
 * A handler in a project's class files.
 *
 * @param handler the class
 * @param place the class and its source file, for messages
 * @param annotations on the class
 */
public record FoundHandler(HandlerClass handler, String place, List<FoundAnnotation> annotations) {}
