package io.kubeless.packaging.discovery;

import io.kubeless.packaging.model.Message;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/** Types of the JDK and of Jackson, for which Jackson has its own rules. */
final class PlatformTypes {
  private static final Set<String> BINDABLE =
      Set.of(
          "java.io.Serializable",
          "java.lang.CharSequence",
          "java.lang.Iterable",
          "java.lang.Number",
          "java.nio.ByteBuffer",
          "java.nio.charset.Charset",
          "java.nio.file.Path",
          "java.time.ZoneId",
          "java.util.AbstractCollection",
          "java.util.AbstractList",
          "java.util.AbstractMap",
          "java.util.AbstractSet",
          "java.util.Calendar",
          "java.util.Collection",
          "java.util.Deque",
          "java.util.List",
          "java.util.Map",
          "java.util.Map$Entry",
          "java.util.NavigableMap",
          "java.util.NavigableSet",
          "java.util.Queue",
          "java.util.Set",
          "java.util.SortedMap",
          "java.util.SortedSet",
          "java.util.TimeZone",
          "java.util.concurrent.BlockingDeque",
          "java.util.concurrent.BlockingQueue",
          "java.util.concurrent.ConcurrentMap",
          "java.util.concurrent.ConcurrentNavigableMap");

  private PlatformTypes() {}

  static boolean contains(String name) {
    return name.startsWith("java.")
        || name.startsWith("javax.")
        || name.startsWith("org.w3c.dom.")
        || name.startsWith("com.fasterxml.jackson.");
  }

  /** Returns why no body can become this type of the JDK. */
  static Optional<Message> whyNot(ClassFile file) {
    if (file.name().equals("java.lang.Void")) {
      return Optional.of(Message.of("java.lang.Void has no value that a body could become"));
    }
    boolean open = file.is(Opcodes.ACC_ABSTRACT) || file.is(Opcodes.ACC_INTERFACE);
    return file.name().startsWith("java.") && open && !BINDABLE.contains(file.name())
        ? Optional.of(Message.of("%s is not a type of data", file.name()))
        : Optional.empty();
  }
}
