import QtQuick
import Hearthboard

// The first start: look around in the demo home, or connect to one's own.
Item {
    id: root

    required property SetupModel setup
    readonly property bool stacked: Theme.portrait
    readonly property int half: Math.min(62 * Theme.unit, stacked ? width - 2 * Theme.gap : Math.floor((width - 3 * Theme.gap) / 2))
    readonly property int room: height - welcome.height - 8 * Theme.unit
    readonly property int tall: Math.min(44 * Theme.unit, stacked ? Math.floor((room - Theme.gap) / 2) : room)
    readonly property int all: stacked ? 2 * tall + Theme.gap : tall

    Label {
        id: welcome
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round((root.height - height - 3 * Theme.unit - root.all) / 2)
        text: "Welcome to Hearthboard"
        font.pixelSize: Math.round(Theme.fontTitle * 1.5)
        font.weight: Font.DemiBold
    }
    Card {
        id: demo
        x: Math.round(root.width / 2) - (root.stacked ? Math.round(root.half / 2) : root.half + Math.round(Theme.gap / 2))
        y: welcome.y + welcome.height + 3 * Theme.unit
        width: root.half
        height: root.tall
        title: "Look around"
        glyph: Glyph.House
        accent: Theme.power

        Label {
            x: demo.inset
            y: demo.bodyTop + Theme.unit
            width: demo.width - 2 * demo.inset
            wrapMode: Text.WordWrap
            text: "The demo home is a whole house, simulated on this machine: its meter, its heat pump, six sensors and the price of power."
            color: Theme.textSoft
        }
        Button {
            objectName: "showDemo"
            x: demo.inset
            y: demo.height - demo.inset - height
            primary: true
            text: "See the demo home"
            onChosen: root.setup.show_demo()
        }
    }
    Card {
        id: own
        x: root.stacked ? demo.x : demo.x + demo.width + Theme.gap
        y: root.stacked ? demo.y + demo.height + Theme.gap : demo.y
        width: root.half
        height: demo.height
        title: "Connect to your home"
        glyph: Glyph.Plug
        accent: Theme.price

        Column {
            x: own.inset
            y: own.bodyTop + Theme.unit
            width: own.width - 2 * own.inset
            spacing: Theme.compact ? Theme.unit : Theme.gap

            Label {
                text: "Address of the service"
                font.pixelSize: Theme.fontSmall
                color: Theme.textFaint
            }
            Rectangle {
                width: parent.width
                height: 6 * Theme.unit
                radius: Theme.unit
                color: Theme.raised
                border.width: input.activeFocus ? 2 : 0
                border.color: Theme.price

                TextInput {
                    id: input
                    objectName: "baseUrl"
                    anchors.fill: parent
                    anchors.leftMargin: 2 * Theme.unit
                    anchors.rightMargin: 2 * Theme.unit
                    verticalAlignment: TextInput.AlignVCenter
                    font.family: Theme.family
                    font.pixelSize: Theme.fontBody
                    color: Theme.text
                    selectionColor: Theme.price
                    selectByMouse: true
                    clip: true
                    focus: true
                    inputMethodHints: Qt.ImhUrlCharactersOnly | Qt.ImhNoAutoUppercase
                    text: root.setup.baseUrl
                    onTextEdited: root.setup.baseUrl = text
                    onAccepted: root.setup.test()
                }
                Label {
                    visible: input.text === ""
                    x: 2 * Theme.unit
                    anchors.verticalCenter: parent.verticalCenter
                    text: "https://home.example.org"
                    color: Theme.textFaint
                }
            }
            Label {
                objectName: "testSentence"
                width: parent.width
                wrapMode: Text.Wrap
                visible: text !== ""
                text: root.setup.sentence
                font.pixelSize: Theme.fontSmall
                color: root.setup.failed ? Theme.bad : root.setup.reachable ? Theme.good : Theme.textFaint
            }
            Label {
                visible: !root.setup.reachable
                width: parent.width
                wrapMode: Text.Wrap
                text: "No keyboard? Write the file by hand:\n" + root.setup.configFile
                font.pixelSize: Theme.fontSmall
                color: Theme.textFaint
            }
        }
        Row {
            x: own.inset
            y: own.height - own.inset - height
            spacing: Theme.gap

            Button {
                objectName: "test"
                text: "Test"
                enabled: !root.setup.testing
                primary: !root.setup.reachable
                onChosen: root.setup.test()
            }
            Button {
                objectName: "save"
                text: "Save and open"
                visible: root.setup.reachable
                primary: true
                onChosen: root.setup.save()
            }
        }
    }
}
