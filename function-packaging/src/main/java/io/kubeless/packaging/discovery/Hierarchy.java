package io.kubeless.packaging.discovery;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows a class to its supertypes and resolves their type variables. */
final class Hierarchy {
  private final ClassPath classPath;

  Hierarchy(ClassPath classPath) {
    this.classPath = classPath;
  }

  /** Returns a class as the given supertype, with its type arguments. */
  Optional<TypeRef.Type> as(ClassFile start, String supertype) throws IOException {
    return as(start, List.of(), supertype, new LinkedHashSet<>());
  }

  private Optional<TypeRef.Type> as(
      ClassFile file, List<TypeRef> arguments, String supertype, Set<String> seen)
      throws IOException {
    if (!seen.add(file.name())) {
      return Optional.empty();
    }
    Map<String, TypeRef> variables = new HashMap<>();
    for (int i = 0; i < file.variables().size() && i < arguments.size(); i++) {
      variables.put(file.variables().get(i), arguments.get(i));
    }
    for (TypeRef each : file.supertypes()) {
      TypeRef.Type type = (TypeRef.Type) each.with(variables);
      if (type.name().equals(supertype)) {
        return Optional.of(type);
      }
      Optional<ClassFile> next = classPath.find(type.name());
      if (next.isPresent()) {
        Optional<TypeRef.Type> found = as(next.get(), type.arguments(), supertype, seen);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the return type of the method that answers: the nearest declaration, not a bridge. */
  Optional<TypeRef> returned(ClassFile start, String method, int parameters) throws IOException {
    Optional<ClassFile> at = Optional.of(start);
    while (at.isPresent()) {
      for (ClassFile.Method each : at.get().methods()) {
        boolean bridge = (each.access() & org.objectweb.asm.Opcodes.ACC_BRIDGE) != 0;
        int count = org.objectweb.asm.Type.getArgumentCount(each.descriptor());
        if (each.name().equals(method) && count == parameters && !bridge) {
          return Optional.of(each.returned());
        }
      }
      List<TypeRef> supertypes = at.get().supertypes();
      at =
          supertypes.isEmpty()
              ? Optional.empty()
              : classPath.find(((TypeRef.Type) supertypes.get(0)).name());
    }
    return Optional.empty();
  }

  /** Returns the class of a name. */
  Optional<ClassFile> find(String name) throws IOException {
    return classPath.find(name);
  }
}
