package io.kubeless.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Settings of a function that belong to its code. Each can be overridden in the POM, in {@code
 * function.yaml} and on the command line. An element that is left at its default sets nothing.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface KubelessFunction {

  /**
   * The name that the function is deployed under, a DNS label.
   *
   * @return the name; if empty, the artifactId, or the class name in a module with several handlers
   */
  String name() default "";

  /**
   * How long one call may take.
   *
   * @return a duration such as {@code 30s} or {@code 3m}
   */
  String timeout() default "";

  /**
   * Memory request and limit of the container.
   *
   * @return a Kubernetes quantity such as {@code 256Mi}
   */
  String memory() default "";

  /**
   * How many calls a process runs at the same time. More calls are answered with 429.
   *
   * @return 1 or more; 0 if unset
   */
  int concurrency() default 0;
}
