package io.kubeless.packaging.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.signature.SignatureReader;
import org.objectweb.asm.signature.SignatureVisitor;

/**
 * Reads the signatures of class files.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html#jvms-4.7.9.1">JVMS
 *     4.7.9.1</a>
 */
final class Signatures {
  /** A class's parameters and supertypes, the superclass first. */
  record OfClass(List<String> variables, List<TypeRef> supertypes) {}

  private static final TypeRef OBJECT = new TypeRef.Type(Object.class.getName(), List.of());

  private Signatures() {}

  /** Returns the type of a field. */
  static TypeRef ofField(String signature) {
    List<TypeRef> types = new ArrayList<>();
    new SignatureReader(signature).acceptType(new Reader(types::add));
    return types.get(0);
  }

  static OfClass ofClass(String signature) {
    List<String> variables = new ArrayList<>();
    List<TypeRef> supertypes = new ArrayList<>();
    new SignatureReader(signature)
        .accept(
            new WithoutBounds() {
              @Override
              public void visitFormalTypeParameter(String name) {
                variables.add(name);
              }

              @Override
              public SignatureVisitor visitSuperclass() {
                return new Reader(supertypes::add);
              }

              @Override
              public SignatureVisitor visitInterface() {
                return new Reader(supertypes::add);
              }
            });
    return new OfClass(List.copyOf(variables), List.copyOf(supertypes));
  }

  /** Returns the return type of a method. */
  static TypeRef returned(String signature) {
    List<TypeRef> returned = new ArrayList<>();
    new SignatureReader(signature)
        .accept(
            new WithoutBounds() {
              @Override
              public SignatureVisitor visitParameterType() {
                return new Reader(type -> {});
              }

              @Override
              public SignatureVisitor visitReturnType() {
                return new Reader(returned::add);
              }

              @Override
              public SignatureVisitor visitExceptionType() {
                return new Reader(type -> {});
              }
            });
    return returned.get(0);
  }

  /** Skips the bounds of type parameters. */
  private abstract static class WithoutBounds extends SignatureVisitor {
    WithoutBounds() {
      super(Opcodes.ASM9);
    }

    @Override
    public SignatureVisitor visitClassBound() {
      return new Reader(type -> {});
    }

    @Override
    public SignatureVisitor visitInterfaceBound() {
      return new Reader(type -> {});
    }
  }

  /** Reads one type and passes it on when it is complete. */
  private static final class Reader extends SignatureVisitor {
    private final Consumer<TypeRef> done;
    private final List<TypeRef> arguments = new ArrayList<>();
    private String name = "";

    Reader(Consumer<TypeRef> done) {
      super(Opcodes.ASM9);
      this.done = done;
    }

    @Override
    public void visitBaseType(char descriptor) {
      done.accept(
          new TypeRef.Type(Type.getType(String.valueOf(descriptor)).getClassName(), List.of()));
    }

    @Override
    public void visitTypeVariable(String variable) {
      done.accept(new TypeRef.Variable(variable));
    }

    @Override
    public SignatureVisitor visitArrayType() {
      return new Reader(component -> done.accept(new TypeRef.Array(component)));
    }

    @Override
    public void visitClassType(String internalName) {
      name = internalName.replace('/', '.');
    }

    @Override
    public void visitInnerClassType(String innerName) {
      name += "$" + innerName;
      arguments.clear();
    }

    @Override
    public void visitTypeArgument() {
      arguments.add(new TypeRef.Wildcard("?", OBJECT));
    }

    @Override
    public SignatureVisitor visitTypeArgument(char wildcard) {
      return new Reader(
          type ->
              arguments.add(
                  switch (wildcard) {
                    case EXTENDS -> new TypeRef.Wildcard("? extends " + type, type);
                    case SUPER -> new TypeRef.Wildcard("? super " + type, OBJECT);
                    default -> type;
                  }));
    }

    @Override
    public void visitEnd() {
      done.accept(new TypeRef.Type(name, List.copyOf(arguments)));
    }
  }
}
