package io.kubeless.packaging.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The parts of a class file that discovery needs. */
record ClassFile(
    String name,
    int access,
    int release,
    Optional<String> source,
    boolean local,
    List<String> variables,
    List<TypeRef> supertypes,
    List<Field> fields,
    List<Method> methods,
    boolean annotatedForJson,
    List<FoundAnnotation> annotations,
    List<String> lambdas) {
  private static final Set<String> FOR_JSON =
      Set.of("Lcom/fasterxml/jackson/", "Ljava/beans/ConstructorProperties;");

  /** An instance field, with its generic type. */
  record Field(String name, int access, TypeRef type) {}

  /** A method, with its generic return type. */
  record Method(String name, int access, String descriptor, TypeRef returned) {}

  /** Reads a class file; {@code detailed} reads the code as well, to find lambdas. */
  static ClassFile read(InputStream in, boolean detailed) throws IOException {
    Collector collector = new Collector();
    new ClassReader(in)
        .accept(
            collector,
            detailed
                ? ClassReader.SKIP_FRAMES
                : ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return collector.classFile();
  }

  boolean is(int flag) {
    return (access & flag) != 0;
  }

  boolean isRecord() {
    return !supertypes.isEmpty() && supertypes.get(0).toString().equals("java.lang.Record");
  }

  /** Returns whether JSON binding sets a field: of a record, a public one, or one with a setter. */
  boolean sets(Field field) {
    String setter =
        "set" + field.name().substring(0, 1).toUpperCase(Locale.ROOT) + field.name().substring(1);
    return isRecord()
        || (field.access() & Opcodes.ACC_PUBLIC) != 0
        || methods.stream()
            .anyMatch(
                method ->
                    method.name().equals(setter) && (method.access() & Opcodes.ACC_PUBLIC) != 0);
  }

  /** Returns the class and its source file, if the class file contains it. */
  String place() {
    return source.map(file -> name + " (" + file + ")").orElse(name);
  }

  private static final class Collector extends ClassVisitor {
    private final List<Field> fields = new ArrayList<>();
    private final List<Method> methods = new ArrayList<>();
    private final List<FoundAnnotation> annotations = new ArrayList<>();
    private final List<String> lambdas = new ArrayList<>();
    private Signatures.OfClass types = new Signatures.OfClass(List.of(), List.of());
    private String name = "";
    private int access;
    private int release;
    private boolean local;
    private boolean annotatedForJson;
    private @Nullable String source;

    Collector() {
      super(Opcodes.ASM9);
    }

    ClassFile classFile() {
      return new ClassFile(
          name,
          access,
          release,
          Optional.ofNullable(source),
          local,
          types.variables(),
          types.supertypes(),
          List.copyOf(fields),
          List.copyOf(methods),
          annotatedForJson,
          List.copyOf(annotations),
          List.copyOf(lambdas));
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String[] interfaces) {
      this.name = binary(name);
      this.access = access;
      this.release = (version & 0xFFFF) - 44;
      if (signature != null) {
        types = Signatures.ofClass(signature);
      } else {
        List<TypeRef> raw = new ArrayList<>();
        if (superName != null) {
          raw.add(new TypeRef.Type(binary(superName), List.of()));
        }
        for (String each : interfaces) {
          raw.add(new TypeRef.Type(binary(each), List.of()));
        }
        types = new Signatures.OfClass(List.of(), List.copyOf(raw));
      }
    }

    @Override
    public void visitSource(@Nullable String file, @Nullable String debug) {
      source = file;
    }

    @Override
    public void visitOuterClass(String owner, @Nullable String method, @Nullable String desc) {
      local = true; // only local and anonymous classes have an enclosing method
    }

    @Override
    public void visitInnerClass(
        String inner, @Nullable String outer, @Nullable String simple, int flags) {
      if (binary(inner).equals(name)) {
        access = flags; // the flags of a nested class are recorded only here
        local |= simple == null;
      }
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      note(descriptor);
      Map<String, Object> values = new LinkedHashMap<>();
      annotations.add(new FoundAnnotation(Type.getType(descriptor).getClassName(), values));
      return new AnnotationValues(values::put);
    }

    private void note(String annotation) {
      annotatedForJson |= FOR_JSON.stream().anyMatch(annotation::startsWith);
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int flags,
        String field,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      if ((flags & (Opcodes.ACC_STATIC | Opcodes.ACC_TRANSIENT)) == 0) {
        TypeRef type =
            signature == null ? of(Type.getType(descriptor)) : Signatures.ofField(signature);
        fields.add(new Field(field, flags, type));
      }
      return new FieldVisitor(Opcodes.ASM9) {
        @Override
        public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
          note(annotation);
          return null;
        }
      };
    }

    @Override
    public MethodVisitor visitMethod(
        int flags, String method, String descriptor, @Nullable String signature, String[] thrown) {
      TypeRef returned =
          signature == null ? of(Type.getReturnType(descriptor)) : Signatures.returned(signature);
      methods.add(new Method(method, flags, descriptor, returned));
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
          note(annotation);
          return null;
        }

        @Override
        public @Nullable AnnotationVisitor visitParameterAnnotation(
            int parameter, String annotation, boolean visible) {
          note(annotation);
          return null;
        }

        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          if (Handlers.isHandlerInterface(Type.getReturnType(type).getClassName())) {
            lambdas.add(name + "." + method);
          }
        }
      };
    }

    private static TypeRef of(Type type) {
      return type.getSort() == Type.ARRAY
          ? new TypeRef.Array(of(Type.getType(type.getDescriptor().substring(1))))
          : new TypeRef.Type(
              type.getSort() == Type.OBJECT ? binary(type.getInternalName()) : type.getClassName(),
              List.of());
    }

    private static String binary(String internalName) {
      return internalName.replace('/', '.');
    }
  }

  /** Collects an annotation's values: texts, numbers, nested annotations and lists of them. */
  private static final class AnnotationValues extends AnnotationVisitor {
    private final java.util.function.BiConsumer<String, Object> sink;

    AnnotationValues(java.util.function.BiConsumer<String, Object> sink) {
      super(Opcodes.ASM9);
      this.sink = sink;
    }

    @Override
    public void visit(@Nullable String name, Object value) {
      sink.accept(name == null ? "" : name, value);
    }

    @Override
    public AnnotationVisitor visitAnnotation(@Nullable String name, String descriptor) {
      Map<String, Object> values = new LinkedHashMap<>();
      sink.accept(
          name == null ? "" : name,
          new FoundAnnotation(Type.getType(descriptor).getClassName(), values));
      return new AnnotationValues(values::put);
    }

    @Override
    public AnnotationVisitor visitArray(String name) {
      List<Object> values = new ArrayList<>();
      sink.accept(name, values);
      return new AnnotationValues((ignored, value) -> values.add(value));
    }
  }
}
