package io.kubeless.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Contains several {@link NatsTrigger} annotations of one class. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface NatsTriggers {

  /**
   * The triggers.
   *
   * @return the triggers in the order of the source
   */
  NatsTrigger[] value();
}
