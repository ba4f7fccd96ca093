// The list job with net/http and encoding/xml: URL CA ITEMS.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/xml"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

const signInBody = `<tsRequest><credentials personalAccessTokenName="bench" personalAccessTokenSecret="bench-secret">` +
	`<site contentUrl="samples"/></credentials></tsRequest>`

type response struct {
	Version     string `xml:"serverInfo>restApiVersion"`
	Credentials struct {
		Token string `xml:"token,attr"`
		Site  struct {
			ID string `xml:"id,attr"`
		} `xml:"site"`
	} `xml:"credentials"`
	Pagination struct {
		Total int `xml:"totalAvailable,attr"`
	} `xml:"pagination"`
	Workbooks []struct {
		ID   string `xml:"id,attr"`
		Name string `xml:"name,attr"`
	} `xml:"workbooks>workbook"`
}

type client struct {
	http       http.Client
	url, token string
}

// call sends a request and decodes the response, if it has a body.
func (c *client) call(method, path, body string) (decoded response) {
	request, err := http.NewRequest(method, c.url+path, strings.NewReader(body))
	check(err)
	request.Header.Set("Content-Type", "application/xml")
	if c.token != "" {
		request.Header.Set("X-Tableau-Auth", c.token)
	}
	received, err := c.http.Do(request)
	check(err)
	defer received.Body.Close()
	if received.StatusCode/100 != 2 {
		log.Fatal(received.Status)
	}
	if err := xml.NewDecoder(received.Body).Decode(&decoded); err != io.EOF {
		check(err)
	}
	// A connection is used again only if the body was read to its end.
	_, err = io.Copy(io.Discard, received.Body)
	check(err)
	return decoded
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	pem, err := os.ReadFile(os.Args[2])
	check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	c := client{url: os.Args[1]}
	c.http.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	api := "/api/" + c.call("GET", "/api/2.4/serverInfo", "").Version
	signedIn := c.call("POST", api+"/auth/signin", signInBody).Credentials
	c.token = signedIn.Token
	items, characters := 0, 0
	for number, total := 1, 1; items < total; number++ {
		page := c.call("GET", fmt.Sprintf("%s/sites/%s/workbooks?pageSize=1000&pageNumber=%d", api, signedIn.Site.ID, number), "")
		total = page.Pagination.Total
		for _, workbook := range page.Workbooks {
			items++
			characters += len(workbook.ID) + len(workbook.Name)
		}
	}
	c.call("POST", api+"/auth/signout", "")
	if fmt.Sprint(items) != os.Args[3] {
		log.Fatal("items: ", items)
	}
	fmt.Println(items, characters)
}
