package peer;

import io.quarkus.funqy.Funq;

/** The work as functions of Quarkus Funqy. */
public class Functions {
  /** What a request for JSON contains. */
  public static class Person {
    public String name;
  }

  /** What its response contains. */
  public static class Greeting {
    public String greeting;
  }

  @Funq
  public String hello(String body) {
    return "hello " + body;
  }

  @Funq
  public String sleep(String body) throws InterruptedException {
    Thread.sleep(50);
    return "hello " + body;
  }

  @Funq
  public Greeting json(Person person) {
    Greeting greeting = new Greeting();
    greeting.greeting = "hello " + person.name;
    return greeting;
  }
}
