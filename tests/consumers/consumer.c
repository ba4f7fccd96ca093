#include "consumer.h"

int main(void) { return sign_in_and_list(); }
