package io.kubeless.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A Secret of a function, for all tests of a class or for one of them. The Secret of a test
 * replaces that of its class.
 *
 * @see FunctionTest
 */
@Documented
@Inherited
@Repeatable(FunctionSecret.All.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface FunctionSecret {
  /** The name that the handler reads with {@code Context.secret}. */
  String name();

  /** The entries, each as {@code key=value}. */
  String[] entries();

  /** Contains the repeated annotations. */
  @Documented
  @Inherited
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @interface All {
    /** The annotations. */
    FunctionSecret[] value();
  }
}
