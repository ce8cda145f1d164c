package io.kubeless.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One entry of a function's configuration, for all tests of a class or for one of them. The entry
 * of a test replaces that of its class.
 *
 * @see FunctionTest
 */
@Documented
@Inherited
@Repeatable(FunctionConfig.All.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface FunctionConfig {
  /** The key that the handler reads with {@code Context.config}. */
  String key();

  /** The value. */
  String value();

  /** Contains the repeated annotations. */
  @Documented
  @Inherited
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @interface All {
    /** The annotations. */
    FunctionConfig[] value();
  }
}
