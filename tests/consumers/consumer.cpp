#include "consumer.h"

int main() { return sign_in_and_list(); }
