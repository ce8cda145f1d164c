package io.kubeless.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Settings of a function that belong to its code. Everything here can be overridden in the POM, in
 * {@code function.yaml} and on the command line; an element left at its default says nothing.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface KubelessFunction {

  /**
   * The name that the function is deployed under, a DNS label.
   *
   * @return the name; unset, it is the artifactId, or the class name where a module has several
   */
  String name() default "";

  /**
   * How long one call may take.
   *
   * @return a duration such as {@code 30s} or {@code 3m}
   */
  String timeout() default "";

  /**
   * How much memory the container gets.
   *
   * @return a Kubernetes quantity such as {@code 256Mi}
   */
  String memory() default "";

  /**
   * How many calls run at the same time in one process; more are answered with 429.
   *
   * @return 1 or more; 0 says nothing
   */
  int concurrency() default 0;
}
