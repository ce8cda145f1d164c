package com.acme;

public final class Shop {
  private Shop() {}

  public static String greet(String who) {
    return "welcome to " + who;
  }
}
