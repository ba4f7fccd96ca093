/* Macros of windows.h and of the headers that it includes, which are words of other programs. */
#define ABSOLUTE 1
#define ALTERNATE 1
#define BOOL int
#define BOOLEAN unsigned char
#define CALLBACK
#define CONST const
#define CreateFile CreateFileA
#define DELETE (0x00010000L)
#define DOMAIN 1
#define DeleteFile DeleteFileA
#define ERROR 0
#define FALSE 0
#define FAR
#define GetClassName GetClassNameA
#define GetCurrentTime() GetTickCount()
#define GetFreeSpace(w) (0x100000L)
#define GetMessage GetMessageA
#define GetObject GetObjectA
#define GetUserName GetUserNameA
#define IGNORE 0
#define IN
#define INFINITE 0xffffffff
#define INTERFACE tsc
#define IN_FLAGS 1
#define NEAR
#define NO_ERROR 0L
#define OPTIONAL
#define OUT
#define OVERFLOW 3
#define PURE = 0
#define SendMessage SendMessageA
#define STDMETHOD(method) virtual int method
#define STRICT 1
#define THIS void
#define TRANSPARENT 1
#define TRUE 1
#define UNDERFLOW 4
#define UNICODE 1
#define VOID void
#define WINAPI
#define Yield()
#define cdecl
#define far
#define hyper long
#define interface struct
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define near
#define pascal
#define small char
