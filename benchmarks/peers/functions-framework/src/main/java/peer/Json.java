package peer;

import com.google.cloud.functions.TypedFunction;

/** A function of functions-framework-java whose JSON the framework binds. */
public final class Json implements TypedFunction<Json.Person, Json.Greeting> {
  /** What a request contains. */
  public static final class Person {
    String name;
  }

  /** What a response contains. */
  public static final class Greeting {
    String greeting;
  }

  @Override
  public Greeting apply(Person person) {
    Greeting greeting = new Greeting();
    greeting.greeting = "hello " + person.name;
    return greeting;
  }
}
