package io.github.libtsc;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An element of a response's XML: a copy that does not change and needs no closing. Any thread may
 * use it.
 */
public final class Node {
  private static final String[] NO_TEXTS = {};
  private static final Node[] NO_NODES = {};

  private final String name;
  private final String text;

  /* Names and values alternate. */
  private final String[] attributes;
  private final Node[] children;

  private Node(String name, String text, String[] attributes, Node[] children) {
    this.name = name;
    this.text = text;
    this.attributes = attributes;
    this.children = children;
  }

  /**
   * Copies an element with its attributes and descendants; NULL becomes null.
   *
   * <p>Reading a list spends most of its time here, so it calls the library only once for each name
   * and value, and detects the end by NULL.
   *
   * @param like an element of the same kind, or null: equal names are shared with it, so that the
   *     items of a list do not hold the same string many times
   */
  static Node copy(long node, Node like) {
    if (node == 0) {
      return null;
    }
    String name = same(string(Libtsc.tsc_node_name(node)), like == null ? null : like.name);
    String text = string(Libtsc.tsc_node_text(node));
    return new Node(name, text, copyAttributes(node, like), copyChildren(node, like));
  }

  private static String[] copyAttributes(long node, Node like) {
    String[] known = like == null ? NO_TEXTS : like.attributes;
    String[] copied = known.length == 0 ? NO_TEXTS : new String[known.length];
    int count = 0;
    for (int i = 0; ; i++) {
      String name = string(Libtsc.tsc_node_attribute_name_at(node, i));
      if (name == null) {
        break;
      }
      if (count == copied.length) {
        copied = Arrays.copyOf(copied, Math.max(16, 2 * count));
      }
      copied[count] = same(name, count < known.length ? known[count] : null);
      copied[count + 1] = string(Libtsc.tsc_node_attribute_value_at(node, i));
      count += 2;
    }
    return count == copied.length ? copied : Arrays.copyOf(copied, count);
  }

  private static Node[] copyChildren(long node, Node like) {
    Node[] known = like == null ? NO_NODES : like.children;
    List<Node> copied = null;
    Node before = null;
    for (int i = 0; ; i++) {
      long child = Libtsc.tsc_node_child_at(node, i);
      if (child == 0) {
        return copied == null ? NO_NODES : copied.toArray(NO_NODES);
      }
      if (copied == null) {
        copied = new ArrayList<>();
      }
      before = copy(child, i < known.length ? known[i] : before);
      copied.add(before);
    }
  }

  /** Copies a string that ends with a NUL; 0 becomes null. */
  private static String string(long address) {
    return address == 0 ? null : new Pointer(address).getString(0, "UTF-8");
  }

  private static String same(String text, String known) {
    return text.equals(known) ? known : text;
  }

  /**
   * Returns the local name.
   *
   * @return "workbook"
   */
  public String name() {
    return name;
  }

  /**
   * Returns the text of the element without that of its child elements. The pieces between child
   * elements are joined, with the white space that indents them.
   *
   * @return the text; null if it has none
   */
  public String text() {
    return text;
  }

  /**
   * Returns the value of an attribute.
   *
   * @param name the attribute's local name
   * @return the value; null if the element does not have it
   */
  public String attribute(String name) {
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i].equals(name)) {
        return attributes[i + 1];
      }
    }
    return null;
  }

  /**
   * Returns all attributes, in the order of the response.
   *
   * @return a map from local names to values, which cannot be changed
   */
  public Map<String, String> attributes() {
    Map<String, String> map = new LinkedHashMap<>(attributes.length);
    for (int i = 0; i < attributes.length; i += 2) {
      map.putIfAbsent(attributes[i], attributes[i + 1]);
    }
    return Collections.unmodifiableMap(map);
  }

  /**
   * Returns the child elements, in the order of the response.
   *
   * @return a list that cannot be changed
   */
  public List<Node> children() {
    return Collections.unmodifiableList(Arrays.asList(children));
  }

  /**
   * Returns the first child element with a name.
   *
   * @param name the child's local name
   * @return the child; null if there is none
   */
  public Node child(String name) {
    for (Node child : children) {
      if (child.name.equals(name)) {
        return child;
      }
    }
    return null;
  }

  /**
   * Describes the element without its content, which may be secret.
   *
   * @return "Node[workbook, 8 attributes, 3 children]"
   */
  @Override
  public String toString() {
    return "Node["
        + name
        + ", "
        + attributes.length / 2
        + " attributes, "
        + children.length
        + " children]";
  }
}
